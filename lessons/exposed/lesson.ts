import { defineLesson } from '../schema.ts'
import { goals } from './check.ts'

export const exposed = defineLesson({
  id: 'exposed',
  number: 5,
  title: 'What a proxy may call',
  subtitle: 'register() II: exposed',
  short: 'register() II',
  chapter: 'register()',
  minutes: 10,
  teaches: [
    'Say which methods other processes may call, with `exposed`.',
    'Tell a refused call (`#TRACEBACK`) from a method that failed (`#ERROR`).',
    'Live through a refusal: catch `RemoteError`.',
  ],
  programs: [
    { name: 'server', role: 'server', file: 'server' },
    { name: 'visitor', role: 'client', file: 'visitor' },
  ],
  files: ['server', 'visitor', 'tank', 'place'],
  startEnds: { visitor: { code: 1, error: 'RemoteError' } },
  predict: {
    question: '`Tank` has a method `fill`, and `exposed` does not list it. What happens when the visitor asks for it?',
    choices: ['The tank is filled', 'Nothing is sent', 'The server refuses'],
    answer: 'The server refuses',
    gap: 'The request was sent and answered: the server looked `fill` up in `exposed` and did not find it.',
  },
  hints: {
    question: 'The server decides by one list of names. Which two should be on it?',
    where: 'The list is in **server**, at `exposed`. The call that will be refused then is the one to `drain` in **visitor**.',
    code: {
      typescript: [
        "exposed: ['level', 'fill'],",
        '',
        'try {',
        "  await tank.callMethod('drain')",
        '} catch (error) {',
        '  if (!(error instanceof RemoteError)) throw error',
        '}',
      ].join('\n'),
      python: ["exposed=['level', 'fill'])", '', 'try:', "    tank._callmethod('drain')", 'except RemoteError:', '    pass'].join('\n'),
    },
  },
  goals,
})
