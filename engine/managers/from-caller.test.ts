import { expect, test } from 'vitest'
import { BaseManager } from './index.ts'
import { fromCaller } from './from-caller.ts'

/** Function or file of the first line of an error's stack that is one. */
const firstFrame = (error: Error): string => error.stack!.split('\n').find((line) => line.startsWith('    at '))!

async function api(): Promise<void> {
  await fromCaller(api, async () => {
    await Promise.resolve()
    throw new Error('deep inside')
  })
}

test('the stack of an error begins with the one who called', async () => {
  const failed = async function theProgram(): Promise<void> {
    await api()
  }
  const error = await failed().catch((caught: Error) => caught)
  expect(firstFrame(error as Error)).toContain('theProgram')
})

test('a manager that cannot be made or connected points at the program’s line', async () => {
  class Treehouse extends BaseManager {}
  let made: Error | undefined
  try {
    new Treehouse({ authkey: 'acorn' as never })
  } catch (error) {
    made = error as Error
  }
  expect(firstFrame(made!)).toContain('from-caller.test.ts')
  const error = await new Treehouse({ address: '/nowhere/at/all' }).connect().catch((caught: Error) => caught)
  expect(firstFrame(error as Error)).toContain('from-caller.test.ts')
})
