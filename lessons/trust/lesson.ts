import { defineLesson } from '../schema.ts'
import { goals } from './check.ts'

export const trust = defineLesson({
  id: 'trust',
  number: 18,
  title: 'Trust',
  subtitle: 'Pickle and authkey. Capstone',
  short: 'Trust',
  chapter: 'When it breaks',
  minutes: 12,
  teaches: [
    'Say what an authkey gives, and what it does not.',
    'Look into a pickle without loading it.',
    'Build a small service that you would dare to run.',
  ],
  programs: [
    { name: 'server', role: 'server', file: 'server' },
    { name: 'ada', role: 'client', file: 'ada' },
    { name: 'stranger', role: 'client', file: 'stranger' },
    { name: 'ben', role: 'client', file: 'ben' },
  ],
  files: ['team', 'server', 'place', 'ada', 'ben', 'parcel', 'stranger'],
  predict: {
    question: 'Ben passes a parcel on: an object whose pickle says *call `print`*. Where does a Python server print it?',
    choices: ['Nowhere: a pickle is data', "In Ben's terminal", 'In its own terminal'],
    answer: 'In its own terminal',
    gap: 'To load a pickle is to do what it says. The server does so before it looks at the method. A server in TypeScript does not: it keeps such a value closed.',
  },
  hints: {
    question: 'Who can reach the server, who can enter, what may they call, and what do they bring?',
    where: 'Four places: the address in **server**, the key in **place**, `exposed` in **team**, the loops and the last line in **ada** and **ben**.',
    code: {
      typescript: ["address: ['127.0.0.1', port]", "bytes(process.env.AUTHKEY ?? '')", "exposed: ['get', 'add'],", 'await counter.add(1)', 'disassemble(dumps(parcel))'].join('\n'),
      python: ["Team(('127.0.0.1', port), authkey)", "os.environ['AUTHKEY'].encode()", "exposed=['get', 'add'])", 'counter.add(1)', 'pickletools.dis(pickle.dumps(parcel))'].join('\n'),
    },
  },
  goals,
})
