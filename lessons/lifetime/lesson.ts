import { defineLesson } from '../schema.ts'
import { goals } from './check.ts'

export const lifetime = defineLesson({
  id: 'lifetime',
  number: 13,
  title: 'Refcounts',
  subtitle: 'Who keeps an object alive',
  short: 'Refcounts and lifetime',
  chapter: 'Life and place',
  minutes: 10,
  teaches: [
    'Say who keeps a shared object alive: whoever the server has counted.',
    'Send a proxy safely: hold yours until the other has theirs.',
    'Find a leak: an object whose holders are gone and that is still there.',
  ],
  programs: [
    { name: 'server', role: 'server', file: 'server' },
    { name: 'iris', role: 'client', file: 'iris' },
    { name: 'sender', role: 'client', file: 'sender' },
  ],
  files: ['sender', 'iris', 'office', 'server', 'place'],
  startEnds: { iris: { code: 1, error: 'RemoteError' } },
  predict: {
    question: 'The sender puts a proxy in the post and lets go of its own. Iris takes it out half a second later. What does she find?',
    choices: ['The letter', 'An empty letter', 'An error'],
    answer: 'An error',
    gap: 'A proxy in the post is bytes, and nobody counts bytes. The sender was the last holder that the server knew, so it dropped the list.',
  },
  hints: {
    question: 'Between `send` and `recv`: who does the server know that still wants the letter?',
    where: 'In **sender**, the line that lets go. It should wait for a word from **iris**. And Iris should leave like everybody else.',
    code: {
      typescript: ['// sender', "console.log('sent,', await box.recv())", 'await letter.dispose()', '// iris', "await post.send('thank you')", 'await letter.dispose()', 'listener.close()'].join('\n'),
      python: ['# sender', "print('sent,', box.recv())", 'del letter', '# iris', "post.send('thank you')", 'del letter', 'listener.close()'].join('\n'),
    },
  },
  goals,
})
