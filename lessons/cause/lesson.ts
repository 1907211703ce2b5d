import { defineLesson } from '../schema.ts'
import { goals } from './check.ts'

export const cause = defineLesson({
  id: 'cause',
  number: 17,
  title: 'Name the cause',
  subtitle: 'Eight faults, one deck',
  short: 'When it breaks',
  chapter: 'When it breaks',
  minutes: 12,
  teaches: [
    'Tell the cause from the exception: four names, and one server that is gone.',
    'Break a running program on purpose, and say what will happen.',
    'Write a client that survives the death of its server.',
  ],
  programs: [
    { name: 'tower', role: 'server', file: 'tower' },
    { name: 'ship', role: 'client', file: 'ship' },
  ],
  files: ['ship', 'lighthouse', 'tower', 'place'],
  startEnds: { ship: { code: 1, error: 'EOFError' } },
  predict: {
    question: 'The server dies in the middle of the third call, and nobody can tell the ship why. What does the ship see?',
    choices: ['An exception of the server', 'The end of its connection', 'Nothing: it waits for ever'],
    answer: 'The end of its connection',
    gap: 'A process that is killed says nothing. The system closes its sockets, and the other end reads: end of file. That is all there is to see.',
  },
  hints: {
    question: 'After the end of file there is a new server at the old address. What does the ship still have of the old one?',
    where: 'In **ship**. Catch the end around `blink`, let go of the old proxy, and connect anew. The new lamp may need a moment.',
    code: {
      typescript: ['try {', '  return await lamp.blink()', '} catch {}', 'await lamp.dispose()', 'await sleep(100)', 'await lighthouse.connect()', 'lamp = await lighthouse.lamp()'].join('\n'),
      python: ['try:', '    return lamp.blink()', 'except (EOFError, OSError):', '    lamp = None', 'sleep(0.1)', 'lighthouse.connect()', 'lamp = lighthouse.lamp()'].join('\n'),
    },
  },
  goals,
})
