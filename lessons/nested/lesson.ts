import { defineLesson } from '../schema.ts'
import { goals } from './check.ts'

export const nested = defineLesson({
  id: 'nested',
  number: 12,
  title: 'Nested proxies',
  subtitle: 'Copy or reference?',
  short: 'Nested proxies',
  chapter: 'Sharing state',
  minutes: 10,
  teaches: [
    'Know when you hold a copy: whatever came out of a proxy, unless it is a proxy itself.',
    'Put a shared list into a shared dict, so that it stays shared.',
    'Say which authkey a proxy uses that arrives inside an answer.',
  ],
  programs: [
    { name: 'server', role: 'server', file: 'server' },
    { name: 'gardener', role: 'client', file: 'gardener' },
    { name: 'cook', role: 'client', file: 'cook' },
  ],
  files: ['gardener', 'cook', 'orchard', 'server', 'place'],
  predict: {
    question: 'The gardener fetches the list `herbs` out of the shared dict and adds mint. What is in the dict then?',
    choices: ['basil, mint', 'basil', 'nothing'],
    answer: 'basil',
    gap: 'What came out of the dict was a pickled copy. Adding to it sent no frame, so the server never heard of the mint.',
  },
  wire: {
    file: 'gardener',
    lines: { typescript: ["herbs = await beds.get('herbs')"], python: ["herbs = beds['herbs']"] },
  },
  hints: {
    question: 'Who owns the list that `append` is called on: the server, or the program that fetched it?',
    where: 'In **gardener**, at the line that fills `herbs`. In Python, run then: the error speaks of a key that is missing in both clients.',
    code: {
      typescript: ["await beds.set('herbs', await orchard.list(['basil']))", "const herbs = await beds.get('herbs')", "await herbs.append('mint')"].join('\n'),
      python: ['current_process().authkey = authkey', '', "beds['herbs'] = orchard.list(['basil'])", "herbs = beds['herbs']", "herbs.append('mint')"].join('\n'),
    },
  },
  goals,
})
