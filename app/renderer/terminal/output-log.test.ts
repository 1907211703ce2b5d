import { expect, test } from 'vitest'
import { KEPT_CHARACTERS, OutputLog } from './output-log.ts'

test('a flood keeps its end and loses its beginning', () => {
  const log = new OutputLog()
  const chunk = 'x'.repeat(KEPT_CHARACTERS / 4)
  for (let index = 0; index < 10; index++) log.append({ stream: 'stdout', text: `${index}${chunk}` }, 3)
  expect(log.chunks.length).toBeLessThan(5)
  expect(log.chunks.at(-1)?.text.startsWith('9')).toBe(true)
  expect(log.dropped).toBe(30)
})

test('listeners hear every chunk and the clearing, until they end', () => {
  const log = new OutputLog()
  const heard: (string | null)[] = []
  const end = log.subscribe((chunk) => heard.push(chunk?.text ?? null))
  log.append({ stream: 'stdout', text: 'a' })
  log.clear()
  end()
  log.append({ stream: 'stdout', text: 'b' })
  expect(heard).toEqual(['a', null])
})
