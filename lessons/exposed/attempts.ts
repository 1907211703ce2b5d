import { defineAttempts } from '../schema.ts'
import { exposed } from './lesson.ts'

export const attempts = defineAttempts(exposed, [
  {
    name: 'all-three',
    base: 'start',
    open: ['two-names', 'drain-refused'],
    parts: { process: 'visitor', frame: 'create Tank' },
    why: 'Lists all three names: filling works, and so does draining.',
  },
  {
    name: 'never-asked',
    base: 'solution',
    open: ['drain-refused', 'visitor-lives'],
    parts: { process: 'visitor', frame: 'call level', nth: 2 },
    why: 'The visitor says that draining is not for it, and never asks.',
  },
  {
    name: 'caught-only',
    base: 'start',
    open: ['two-names', 'fill-answered', 'drain-refused'],
    parts: { process: 'visitor', frame: 'create Tank' },
    why: "Catches the refusal of `fill` and prints what it would have been. The server's list is as before.",
  },
  {
    name: 'not-caught',
    base: 'solution',
    open: ['visitor-lives'],
    parts: { process: 'visitor', frame: 'call drain' },
    why: "Catches the error that stands in the server's text. What arrives is a `RemoteError`.",
  },
  {
    name: 'proxy-type',
    base: 'solution',
    open: [],
    why: 'Names the two methods in a proxy class made by `MakeProxyType`: `exposed` is taken from there.',
  },
])
