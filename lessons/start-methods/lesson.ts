import { defineLesson } from '../schema.ts'
import { goals } from './check.ts'

export const startMethods = defineLesson({
  id: 'start-methods',
  number: 15,
  title: 'Start methods',
  subtitle: 'fork, spawn, forkserver',
  short: 'Start methods',
  chapter: 'Life and place',
  minutes: 10,
  teaches: [
    'Say what a child process gets from its parent: a copy, or a fresh start.',
    'Know why a program needs the question whether it is the main process.',
    'Write callables that a child can find: by name, not as a lambda.',
  ],
  programs: [{ name: 'workshop', role: 'client', file: 'workshop' }],
  files: ['workshop', 'bell'],
  startEnds: { workshop: { code: 1, error: { typescript: 'AssertionError', python: 'PicklingError' } } },
  predict: {
    question: 'The program starts a server. With the method `spawn`, what does the new process do first?',
    choices: ['It goes on where its parent is', 'It runs the main module from the top', 'It waits for the first call'],
    answer: 'It runs the main module from the top',
    gap: 'A spawned process is a fresh interpreter. It runs your file again, to find the classes and functions that it needs.',
  },
  hints: {
    question: 'If the child runs this file from the top, which lines should it not run?',
    where: 'In **workshop**, everything from the first line that starts something. In Python the `lambda`, too: it has no name by which a child could find it.',
    code: {
      typescript: ['if (isMainProcess()) {', '  const workshop = new Workshop()', '  await workshop.start()', '  …', '}'].join('\n'),
      python: ["Workshop.register('bell', callable=Bell)", '', "if __name__ == '__main__':", '    for method in get_all_start_methods():', '        …'].join('\n'),
    },
  },
  goals,
})
