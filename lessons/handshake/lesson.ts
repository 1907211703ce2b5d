import { defineLesson } from '../schema.ts'
import { goals } from './check.ts'

export const handshake = defineLesson({
  id: 'handshake',
  number: 3,
  title: 'Address, port, authkey',
  subtitle: 'The handshake',
  short: 'Address and authkey',
  chapter: 'First contact',
  minutes: 8,
  teaches: [
    'Read the six frames of a handshake, and see that the key is in none of them.',
    'Tell four closed doors apart: a key that is text, a wrong key, a wrong port, a busy port.',
    'Live through a refusal: catch `AuthenticationError`.',
  ],
  programs: [
    { name: 'treehouse', role: 'server', file: 'treehouse' },
    { name: 'friend', role: 'client', file: 'friend' },
    { name: 'stranger', role: 'client', file: 'stranger' },
  ],
  files: ['treehouse', 'friend', 'stranger', 'ladder', 'place'],
  startEnds: { friend: { code: 1, error: 'TypeError' }, stranger: { code: 1, error: 'AuthenticationError' } },
  predict: {
    question: 'A server lets in who holds its authkey. How does a client prove that it does?',
    choices: ['It sends the key', 'It sends a hash of the key', 'It answers a random question'],
    answer: 'It answers a random question',
    gap: 'The key never crosses, not even as a hash. The server sends random bytes, and the client returns a digest of them that only the key can make.',
  },
  hints: {
    question: 'Two programs fail, for two reasons. Which one never sent a frame? Which one was asked and gave a wrong answer?',
    where: 'In **friend** the `authkey` is text, and a key is bytes. In **stranger** nobody catches what `connect()` raises.',
    code: {
      typescript: [
        "const authkey = bytes('acorn')",
        '',
        'try {',
        '  await treehouse.connect()',
        '} catch (error) {',
        '  if (!(error instanceof AuthenticationError)) throw error',
        '}',
      ].join('\n'),
      python: ["authkey = b'acorn'", '', 'try:', '    treehouse.connect()', 'except AuthenticationError:', "    print('I go home')"].join('\n'),
    },
  },
  goals,
})
