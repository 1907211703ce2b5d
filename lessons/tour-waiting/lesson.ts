import { defineLesson } from '../schema.ts'
import { goals } from './check.ts'

export const tourWaiting = defineLesson({
  id: 'tour-waiting',
  number: 10,
  title: 'Tour: waiting',
  subtitle: 'Locks, and a deadlock explained',
  short: 'Tour: waiting',
  chapter: 'Sharing state',
  minutes: 12,
  teaches: [
    'Know the seven things to wait for: Lock, RLock, Semaphore, BoundedSemaphore, Condition, Event, Barrier.',
    'See a deadlock on the wire: two calls, each waiting for the other to let go.',
    'Avoid it: everybody takes locks in the same order.',
  ],
  programs: [{ name: 'kitchen', role: 'client', file: 'kitchen' }],
  files: ['kitchen'],
  predict: {
    question: 'Ada takes the knife and reaches for the board. Ben takes the board and reaches for the knife. Who cooks?',
    choices: ['Both, one after the other', 'Whoever came first', 'Nobody'],
    answer: 'Nobody',
    gap: 'Each held what the other wanted. Only the time limit of a second ended it; without one they would wait for ever.',
  },
  hints: {
    question: 'If both wanted the knife first, could either of them hold what the other is waiting for?',
    where: 'In **kitchen**, the `args` of Ben. And the bell: somebody has to ring it, once both are at work.',
    code: {
      typescript: ["name: 'Ben', target: cook, args: [doors, knife, board, bell],", '', 'await ben.start()', 'await bell.set()'].join('\n'),
      python: ["name='Ben', target=cook, args=(doors, knife, board, bell))", '', 'ben.start()', 'bell.set()'].join('\n'),
    },
  },
  goals,
})
