import { defineLesson } from '../schema.ts'
import { goals } from './check.ts'

export const queues = defineLesson({
  id: 'queues',
  number: 11,
  title: 'Queues and Pool',
  subtitle: 'A farm of workers',
  short: 'Queues and Pool',
  chapter: 'Sharing state',
  minutes: 11,
  teaches: [
    'Hand out work through a queue that lives in the server.',
    'Know when all of it is done: `task_done` and `join`.',
    'Send every worker home: one last item for each.',
  ],
  programs: [{ name: 'bakery', role: 'client', file: 'bakery' }],
  files: ['bakery'],
  predict: {
    question: 'Three bakers share one queue. After twelve loaves there is a single `None` (`null`) in it. How many bakers does it send home?',
    choices: ['All three', 'One', 'None of them'],
    answer: 'One',
    gap: 'An item goes to one `get`. The other two wait for an answer that will never come.',
  },
  hints: {
    question: 'Who takes the last item, and what do the others wait for?',
    where: 'In **bakery**: after a loaf is put on `done`, its job is done. After all are put, `join` waits for that.',
    code: {
      typescript: ['await jobs.taskDone()', '', 'await jobs.join()', 'for (const _ of bakers) await jobs.put(null)', 'for (const baker of bakers) await baker.join()'].join('\n'),
      python: ['jobs.task_done()', '', 'jobs.join()', 'for _ in bakers:', '    jobs.put(None)', 'for baker in bakers:', '    baker.join()'].join('\n'),
    },
  },
  goals,
})
