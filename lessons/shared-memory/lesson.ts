import { defineLesson } from '../schema.ts'
import { goals } from './check.ts'

export const sharedMemory = defineLesson({
  id: 'shared-memory',
  number: 16,
  title: 'No server at all',
  subtitle: 'Shared memory',
  short: 'Shared memory',
  chapter: 'Life and place',
  minutes: 11,
  teaches: [
    'Tell the two kinds of manager apart: one serves objects, one shares memory.',
    'Move a hot counter from a proxy into memory that both processes see.',
    'Say what you give up: kinds of values, waiting, and somebody who takes turns for you.',
  ],
  programs: [{ name: 'mill', role: 'client', file: 'mill' }],
  files: ['mill'],
  predict: {
    question: 'Two millers count 100 sacks each, in a list of the manager. A lock keeps them apart. How many frames do their loops send?',
    choices: ['None', '200', '800'],
    answer: '800',
    gap: 'Each of the 200 sacks is a read and a write: two requests and two answers. The lock is not one of the manager, and costs none.',
  },
  hints: {
    question: 'Which manager makes a list that needs nobody to answer for it?',
    where: 'In **mill**: the manager, the line that makes `sacks`, and in TypeScript the line that counts.',
    code: {
      typescript: ['await using manager = new SharedMemoryManager()', 'await manager.start()', 'const sacks = await manager.ShareableList([0])', '', 'sacks[0] += 1'].join('\n'),
      python: ['with SharedMemoryManager() as manager:', '    sacks = manager.ShareableList([0])'].join('\n'),
    },
  },
  goals,
})
