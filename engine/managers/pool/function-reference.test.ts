import { expect, test } from 'vitest'
import { Global, Opaque } from '../../pickle/index.ts'
import { currentProcess } from '../../process/current-process.ts'
import { AttributeError, TypeError, ValueError } from '../../values/exceptions.ts'
import { checkFunction, globalOf, importFunction } from './function-reference.ts'

test('a function is known by the main module and its name, another by what is said of it', () => {
  function water() {}
  expect(globalOf(water)).toEqual(new Global(currentProcess().main!, 'water'))
  expect(globalOf({ module: new URL('file:///garden.js'), name: 'water' })).toEqual(new Global('file:///garden.js', 'water'))
  const python = new Global('math', 'sqrt')
  expect(globalOf(python)).toBe(python)
})

test.each([[() => undefined], [function () {}.bind(null)]])('%s has no name by which it is found', (target) => {
  expect(() => globalOf(target)).toThrow(ValueError)
  expect(() => globalOf(target)).toThrow(/needs a name by which a worker finds it: write `export function work/)
})

test('what is no function is refused', () => {
  expect(() => globalOf(5 as never)).toThrow(new TypeError('a pool runs a function or { module, name }, got 5'))
  expect(() => checkFunction(5)).toThrow(new TypeError("'int' object is not callable"))
})

test.each([
  [new Global('__main__', 'sqr'), '__main__.sqr'],
  [new Global('builtins', 'abs'), 'abs'],
  [new Global('data:text/javascript,export', 'f'), 'data:text/javascript,export.f'],
  [new Opaque(new Global('builtins', 'getattr'), 'reduce', [1, 'x']), "getattr(1, 'x')"],
])('%s is a Python function, and says so', (func, name) => {
  expect(() => checkFunction(func)).toThrow(
    new TypeError(`a Pool of this server runs TypeScript functions, and ${name} is a Python function: it can run in a Pool of a Python server only`),
  )
})

test('a worker finds what a module exports, by either name', async () => {
  const module = new URL('../methods.ts', import.meta.url).href
  expect(await importFunction(new Global(module, 'publicMethods'))).toBeTypeOf('function')
  await expect(importFunction(new Global(module, 'nowhere'))).rejects.toThrow(AttributeError)
  await expect(importFunction(new Global(module, 'nowhere'))).rejects.toThrow(/cannot find the function 'nowhere' among the exports of file:.*: write `export function work/)
})
