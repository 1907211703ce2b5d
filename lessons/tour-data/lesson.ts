import { defineLesson } from '../schema.ts'
import { goals } from './check.ts'

export const tourData = defineLesson({
  id: 'tour-data',
  number: 9,
  title: 'Tour: data',
  subtitle: 'list, dict, Namespace, Value, Array',
  short: 'Tour: data',
  chapter: 'Sharing state',
  minutes: 11,
  teaches: [
    'Know the five kinds of data that a `SyncManager` has ready.',
    'Say what a line costs: two frames for each call, however small.',
    'Fetch and send in bulk: one slice instead of a loop.',
  ],
  programs: [{ name: 'harbour', role: 'client', file: 'harbour' }],
  files: ['harbour'],
  predict: {
    question: 'The loop reads 200 readings, one by one. How many frames does it take?',
    choices: ['2', '200', '400'],
    answer: '400',
    gap: 'Each reading is a request and an answer of its own. The server does not know that there will be a next one.',
  },
  wire: {
    file: 'harbour',
    lines: { typescript: ['const readings = await manager.list('], python: ['readings = manager.list('] },
  },
  hints: {
    question: 'What would you ask a friend at the other end of the line: 200 questions, or one?',
    where: 'In **harbour**, both loops. A slice brings many items, and `update` takes many.',
    code: {
      typescript: ['for (const reading of await readings.slice()) {', '  total += reading', '}', '', 'await boats.update(fleet)'].join('\n'),
      python: ['for reading in readings[:]:', '    total += reading', '', "boats.update({f'boat {k}': k", '              for k in range(20)})'].join('\n'),
    },
  },
  goals,
})
