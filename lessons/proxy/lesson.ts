import { defineLesson } from '../schema.ts'
import { goals } from './check.ts'

export const proxy = defineLesson({
  id: 'proxy',
  number: 6,
  title: 'Inside a proxy',
  subtitle: 'AutoProxy, BaseProxy, _callmethod, _getvalue',
  short: 'Inside a proxy',
  chapter: 'register()',
  minutes: 10,
  teaches: [
    'Say of a line with a proxy how many frames it sends: none, two, four.',
    'Write a proxy class of your own, with a property.',
    'Avoid the silent mistake: setting an attribute on a proxy.',
  ],
  programs: [
    { name: 'apiary', role: 'server', file: 'apiary' },
    { name: 'keeper', role: 'client', file: 'keeper' },
  ],
  files: ['keeper', 'hive_proxy', 'hive', 'apiary', 'place'],
  predict: {
    question: '`hive` is a proxy. The keeper writes `hive.honey = 0`. How many frames does that line send?',
    choices: ['None', 'One', 'Two'],
    answer: 'None',
    gap: "A proxy is an ordinary object of the keeper's process. The line gave that object an attribute, and nobody told the server.",
  },
  wire: {
    file: 'keeper',
    lines: { typescript: ['hive.honey = 0'], python: ['hive.honey = 0'] },
  },
  hints: {
    question: 'Only methods become frames. Which method of every object gives the value of an attribute whose name you say?',
    where: 'In **hive_proxy**: add `__getattribute__` to the exposed names, and a property `honey` that calls it with `honey`. In **keeper**: `take()` empties the hive.',
    code: {
      typescript: [
        "static override readonly exposed = ['bring', 'take', '__getattribute__']",
        '',
        'get honey(): Promise<number> {',
        "  return this.callMethod('__getattribute__', ['honey'])",
        '}',
        '',
        'await hive.take()',
        "console.log('left:', await hive.honey)",
      ].join('\n'),
      python: [
        "_exposed_ = ('bring', 'take', '__getattribute__')",
        '',
        '@property',
        'def honey(self):',
        "    return self._callmethod('__getattribute__', ('honey',))",
        '',
        'hive.take()',
        "print('left:', hive.honey)",
      ].join('\n'),
    },
  },
  goals,
})
