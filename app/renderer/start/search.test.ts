import { lessons } from 'managerie-lessons'
import { expect, test } from 'vitest'
import { searchLessons } from './search.ts'

const texts = new Map([['exposed', '# T\n\n## Predict: Names\n\nA server refuses what is **not exposed**: a `#TRACEBACK` is the answer, and it says so in words.']])
const ids = (wanted: string) => searchLessons(wanted, lessons, texts).map(({ lesson }) => lesson.id)

test('every word has to occur, in any case, and titles come first', () => {
  expect(ids('#traceback REFUSES')).toEqual(['exposed'])
  expect(ids('manager?')[0]).toBe('manager')
  expect(ids('traceback walrus')).toEqual([])
  expect(ids('   ')).toEqual([])
})

test('a piece of the text shows why a lesson was found, without its marks', () => {
  const [found] = searchLessons('says so', lessons, texts)
  expect(found?.piece).toContain('not exposed: a #TRACEBACK is the answer, and it says so in words.')
  expect(searchLessons('What is a manager', lessons, texts)[0]?.piece).toBeUndefined()
})
