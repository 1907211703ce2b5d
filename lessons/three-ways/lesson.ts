import { defineLesson } from '../schema.ts'
import { goals } from './check.ts'

export const threeWays = defineLesson({
  id: 'three-ways',
  number: 2,
  title: 'Three ways in',
  subtitle: 'start(), get_server().serve_forever(), connect()',
  short: 'Three ways in',
  chapter: 'First contact',
  minutes: 8,
  teaches: [
    'Start a server as a child, be the server, or connect to one that is there.',
    'Say whose child a server is, and who may end it.',
    'Know the two errors of a server that is not yours: a busy port, and `shutdown()`.',
  ],
  programs: [
    { name: 'shop', role: 'server', file: 'shop' },
    { name: 'baker', role: 'client', file: 'baker' },
    { name: 'customer', role: 'client', file: 'customer' },
  ],
  files: ['shop', 'baker', 'customer', 'bakery', 'place'],
  predict: {
    question: 'The baker puts one loaf on the shelf. Then the customer takes one from the shelf. What does the customer get?',
    choices: ['The rye loaf', 'Nothing', 'An error'],
    answer: 'Nothing',
    gap: 'There were two servers with a shelf in each. The baker put the loaf on one, the customer took from the other.',
  },
  hints: {
    question: 'Which process owns the shelf that the baker writes to? Which one owns the shelf of the customer?',
    where: 'In **baker**: `start()` makes a server of its own. **customer** shows how to reach the one in `shop`. The last line of **baker** has to go as well.',
    code: {
      typescript: ["import { address, authkey } from './place'", '', 'const bakery = new Bakery({ address, authkey })', 'await bakery.connect()'].join('\n'),
      python: ['from place import address, authkey', '', 'bakery = Bakery(address, authkey)', 'bakery.connect()'].join('\n'),
    },
  },
  goals,
})
