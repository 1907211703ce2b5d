import { defineLesson } from '../schema.ts'
import { goals } from './check.ts'

export const share = defineLesson({
  id: 'share',
  number: 8,
  title: 'Share your own class',
  subtitle: 'A lost update, found',
  short: 'Share safely',
  chapter: 'Sharing state',
  minutes: 12,
  teaches: [
    'See a lost update happen: two requests, and a stranger in between.',
    'Turn read, change, write into one method that the owner runs.',
    'Put the lock where the data is: inside the class.',
  ],
  programs: [
    { name: 'server', role: 'server', file: 'server' },
    { name: 'crowd', role: 'client', file: 'crowd' },
  ],
  files: ['crowd', 'museum', 'gate', 'server', 'place'],
  predict: {
    question: 'Four walkers go in 25 times each, and each time add 1 to the shared `n`. What does the crowd read at the end?',
    choices: ['100', 'Less than 100', 'More than 100'],
    answer: 'Less than 100',
    gap: 'Adding 1 is a read and a write: two requests. Whoever writes second writes over what the other had counted.',
  },
  wire: {
    file: 'crowd',
    lines: { typescript: ["const n = await visits.get('n')", "await visits.set('n', n! + 1)"], python: ["n = visits['n']", "visits['n'] = n + 1"] },
    turns: 25,
  },
  hints: {
    question: 'Which process could do “read, add, write” without anybody in between?',
    where: 'In **museum**, register `gate`. In **crowd**, let each walker call `enter()`. Then look at what **gate** does while the ticket is stamped.',
    code: {
      typescript: [
        "Museum.register('gate', { callable: theGate })",
        '',
        'async enter() {',
        '  await sleep(1)',
        '  this.#n += 1',
        '}',
      ].join('\n'),
      python: [
        "Museum.register('gate', callable=the_gate)",
        '',
        'def enter(self):',
        '    with self._lock:',
        '        n = self._n',
        '        sleep(0.001)',
        '        self._n = n + 1',
      ].join('\n'),
    },
  },
  goals,
})
