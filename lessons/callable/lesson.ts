import { defineLesson } from '../schema.ts'
import { goals } from './check.ts'

export const callable = defineLesson({
  id: 'callable',
  number: 4,
  title: 'typeid and callable',
  subtitle: 'register() I: typeid and callable',
  short: 'register() I',
  chapter: 'register()',
  minutes: 9,
  teaches: [
    'Say what a typeid is, and what the server does with a callable.',
    'Make a new object for each client with a class, or give out one object with a function.',
    'See it in the idents that `create` brings.',
  ],
  programs: [
    { name: 'pub', role: 'server', file: 'pub' },
    { name: 'ana', role: 'client', file: 'ana' },
    { name: 'bo', role: 'client', file: 'bo' },
  ],
  files: ['pub', 'ana', 'bo', 'jukebox', 'tab', 'place'],
  predict: {
    question: '`Jukebox` is registered with its class as the callable. Ana and Bo each ask for a `Jukebox`. How many does the server make?',
    choices: ['None', 'One', 'Two'],
    answer: 'Two',
    gap: '`create` calls the callable, every time. A class makes a new object at every call.',
  },
  hints: {
    question: 'The server calls the callable once for each `create`. What could be called twice and give the same jukebox both times?',
    where: 'In **pub**, at `register()` for `Jukebox`. Make one jukebox above it, and register a function that returns that one.',
    code: {
      typescript: ['const jukebox = new Jukebox()', '', "Pub.register('Jukebox', { callable: () => jukebox })"].join('\n'),
      python: ['jukebox = Jukebox()', '', 'def the_jukebox():', '    return jukebox', '', "Pub.register('Jukebox', callable=the_jukebox)"].join('\n'),
    },
  },
  goals,
})
