import { defineAttempts } from '../schema.ts'
import { lifetime } from './lesson.ts'

export const attempts = defineAttempts(lifetime, [
  {
    name: 'waits-a-while',
    base: 'start',
    open: ['counted', 'read'],
    parts: { process: 'iris', frame: 'incref', nth: 2 },
    why: 'The sender waits a tenth of a second before it lets go. How long is long enough, nobody can say.',
  },
  {
    name: 'sends-a-copy',
    base: 'solution',
    open: ['counted', 'read'],
    parts: { process: 'sender', frame: 'call __getitem__', nth: 2 },
    why: 'The words go by post, the letter stays. Iris prints the right line, and has no proxy.',
  },
  {
    name: 'gone-in-a-hurry',
    base: 'solution',
    open: ['gone'],
    parts: { process: 'iris', frame: 'incref', nth: 2 },
    why: 'Iris ends without leaving: nobody tells the server that she is gone, and the letter stays for ever.',
  },
  {
    name: 'word-on-the-board',
    base: 'solution',
    open: [],
    why: 'The thanks do not come by post. Iris writes them on the board, and the sender looks there.',
  },
])
