import { defineLesson } from '../schema.ts'
import { goals } from './check.ts'

export const network = defineLesson({
  id: 'network',
  number: 14,
  title: 'Across a network',
  subtitle: 'One server, two machines',
  short: 'Across a network',
  chapter: 'Life and place',
  minutes: 9,
  teaches: [
    'Choose the address that a server listens at, and know who can reach it.',
    'Keep data for clients that come later: the server must hold it, not they.',
    'Say what an authkey protects on a network, and what not.',
  ],
  programs: [
    { name: 'server', role: 'server', file: 'server' },
    { name: 'north', role: 'client', file: 'north' },
    { name: 'south', role: 'client', file: 'south' },
  ],
  files: ['server', 'weather', 'north', 'south', 'place'],
  predict: {
    question: "The server's address is `('', port)`. Who can connect to that port?",
    choices: ['Programs on this machine only', 'Every machine that can reach this one', 'Nobody: there is no host'],
    answer: 'Every machine that can reach this one',
    gap: "An empty host means `0.0.0.0`: every network of this machine. The trace has it in the server's address.",
  },
  hints: {
    question: 'Where does the list live that north wrote in, once north has gone?',
    where: 'In **server**, the host of the address. In **weather**, the callable: does it hand out a new list, or the same one?',
    code: {
      typescript: ['const weather = new Weather({ address, authkey })', '', 'const log: number[] = []', 'export function theLog() {', '  return log', '}'].join('\n'),
      python: ['weather = Weather(address, authkey)', '', 'log = []', '', 'def the_log():', '    return log'].join('\n'),
    },
  },
  goals,
})
