import { defineLesson } from '../schema.ts'
import { goals } from './check.ts'

export const manager = defineLesson({
  id: 'manager',
  number: 1,
  title: 'What is a manager?',
  subtitle: 'One owner, many remotes',
  short: 'What is a manager?',
  chapter: 'First contact',
  minutes: 7,
  teaches: [
    'Tell what another process gets a copy of from what it shares.',
    'Keep a list in a server, with `Manager()`, and use it from three processes.',
    'Say what a proxy is, and what one `append` costs.',
  ],
  programs: [{ name: 'marsh', role: 'client', file: 'marsh' }],
  files: ['marsh'],
  predict: {
    question: 'Both watchers write a bird on `paper`, a plain list. How many birds are on it in `marsh` at the end?',
    choices: ['Two', 'One', 'None'],
    answer: 'None',
    gap: 'Each watcher got a copy of `paper` and wrote on that. No frame was sent, and the list in `marsh` is as it was.',
  },
  wire: {
    file: 'marsh',
    lines: { typescript: ['await page.append(bird)'], python: ['page.append(bird)'] },
  },
  hints: {
    question: 'Which list does Leo write in, and which one does `marsh` read at the end?',
    where: 'In **marsh**, where `leo` is made. The second of his `args` is the list that he gets.',
    code: {
      typescript: ['const leo = new Process({', "  name: 'Leo', target: watch, args: ['kite', page, paper],", '})'].join('\n'),
      python: ['leo = Process(', "    name='Leo', target=watch, args=('kite', page, paper))"].join('\n'),
    },
  },
  goals,
})
