import { defineLesson } from '../schema.ts'
import { goals } from './check.ts'

export const ownManager = defineLesson({
  id: 'own-manager',
  number: 7,
  title: 'Your own manager',
  subtitle: 'Custom manager subclass with class-level register()',
  short: 'Your own manager',
  chapter: 'register()',
  minutes: 9,
  teaches: [
    'Put a registry on a manager class of your own, for server and client.',
    'Write a client that does not have the classes of its server.',
    'Know what happens when a client asks for a typeid that the server does not have.',
  ],
  programs: [
    { name: 'harbour', role: 'server', file: 'harbour' },
    { name: 'passenger', role: 'client', file: 'passenger' },
  ],
  files: ['harbour', 'passenger', 'line', 'ferry', 'place'],
  startEnds: { passenger: { code: 1, error: 'RemoteError' } },
  predict: {
    question: 'Importing **ferry** prints `a boiler is lit`. In which programs is a boiler lit?',
    choices: ['Only in harbour', 'In both', 'Only in passenger'],
    answer: 'In both',
    gap: 'Both import **ferry**, because `register()` is called there. The passenger has a `Ferry` class with a boiler that it never uses.',
  },
  hints: {
    question: 'What does a client need of a row: the typeid, the callable, or both?',
    where: 'In **passenger**: instead of importing **ferry**, register the typeid `Ferry` alone. `Kayak` there shows how. Then catch what the last request raises.',
    code: {
      typescript: [
        "import { RemoteError } from 'multiprocessing/managers'",
        '',
        "Line.register('Ferry')",
        '',
        'try {',
        '  await line.Kayak()',
        '} catch (error) {',
        '  if (!(error instanceof RemoteError)) throw error',
        '}',
      ].join('\n'),
      python: ['from multiprocessing.managers import RemoteError', '', "Line.register('Ferry')", '', 'try:', '    line.Kayak()', 'except RemoteError:', "    print('no kayaks here')"].join('\n'),
    },
  },
  goals,
})
