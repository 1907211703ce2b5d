/** A lesson for tests of the host: a server and a client that need no engine. */
import { defineLesson } from 'managerie-lessons/schema'

export const counting = defineLesson({
  id: 'counting',
  number: 1,
  title: 'Counting',
  subtitle: 'A lesson for tests',
  short: 'count',
  chapter: 'First contact',
  minutes: 5,
  teaches: ['Count.'],
  programs: [
    { name: 'server', role: 'server', file: 'server' },
    { name: 'client', role: 'client', file: 'client' },
  ],
  files: ['server', 'client'],
  predict: { question: 'How far?', choices: ['one', 'two'], answer: 'one', gap: 'The limit is one.' },
  hints: { question: 'Where is the limit?', where: 'In the limit.', code: { typescript: '2', python: '2' } },
  goals: [],
})
