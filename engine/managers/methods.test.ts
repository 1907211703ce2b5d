import { expect, test } from 'vitest'
import { AttributeError, TypeError } from '../values/exceptions.ts'
import { Dict } from '../values/index.ts'
import { bindArguments, methodOf, publicMethods, takesKeywords } from './methods.ts'

class Tank {
  owner = 'street'
  onFull = () => 'full'
  level() {
    return 40
  }
  fill(litres: number, from = 'rain') {
    return `${litres} from ${from}`
  }
  _secret() {
    return 0
  }
  get size() {
    return 100
  }
}
class Barrel extends Tank {
  roll() {
    return 'rolling'
  }
}

const none = new Dict<unknown, unknown>()
const asMethod = (method: unknown) => method as (...args: unknown[]) => unknown

test('public methods are those of the object and its classes that do not start with an underscore', () => {
  expect(publicMethods(new Barrel())).toEqual(['fill', 'level', 'onFull', 'roll'])
})

test.each(['constructor', '__proto__', 'toString', 'hasOwnProperty', '__defineGetter__', 'valueOf'])('%s is never reached', (name) => {
  expect(publicMethods(new Tank())).not.toContain(name)
  expect(() => methodOf(new Tank(), name)).toThrow(new AttributeError(`'Tank' object has no attribute '${name}'`))
})

test('an attribute that cannot be called is no method', () => {
  expect(() => methodOf(new Tank(), 'owner')).toThrow(new AttributeError("'Tank' object has no attribute 'owner'"))
})

test('attributes are read, set and deleted where __getattribute__ and friends are exposed', () => {
  const tank = new Tank()
  expect(Reflect.apply(methodOf(tank, '__getattribute__'), tank, ['owner'])).toBe('street')
  expect(Reflect.apply(methodOf(tank, '__getattribute__'), tank, ['size'])).toBe(100)
  Reflect.apply(methodOf(tank, '__setattr__'), tank, ['owner', 'us'])
  expect(tank.owner).toBe('us')
  Reflect.apply(methodOf(tank, '__delattr__'), tank, ['owner'])
  expect(() => Reflect.apply(methodOf(tank, '__getattribute__'), tank, ['owner']) as unknown).toThrow(AttributeError)
  expect(() => Reflect.apply(methodOf(tank, '__getattribute__'), tank, ['constructor']) as unknown).toThrow(AttributeError)
  expect(() => Reflect.apply(methodOf(tank, '__setattr__'), tank, ['__proto__', {}]) as unknown).toThrow(AttributeError)
})

test('keywords find their parameters', () => {
  const fill = asMethod(new Tank().fill)
  expect(bindArguments(fill, 'fill', [], new Dict<unknown, unknown>([['from', 'well'], ['litres', 3]]))).toEqual([3, 'well'])
  expect(bindArguments(fill, 'fill', [3], none)).toEqual([3])
})

test.each([
  [[], {}, "fill() missing 1 required positional argument: 'litres'"],
  [[1, 'rain', 3], {}, 'fill() takes from 1 to 2 positional arguments but 3 were given'],
  [[1], { colour: 'red' }, "fill() got an unexpected keyword argument 'colour'"],
  [[1], { litres: 2 }, "fill() got multiple values for argument 'litres'"],
])('a call with %j and %j fails in the words of Python', (args, kwds, words) => {
  const fill = asMethod(new Tank().fill)
  expect(() => bindArguments(fill, 'fill', args, new Dict(Object.entries(kwds)))).toThrow(new TypeError(words))
})

test('parameter names are read through strings, comments, defaults and brackets', () => {
  // eslint-disable-next-line no-eval
  const odd = asMethod((0, eval)('(function (a, /* b, */ c = ")", d = [1, (2)], ...rest) { return 0 })'))
  expect(bindArguments(odd, 'odd', [1], new Dict<unknown, unknown>([['d', 4]]))).toEqual([1, undefined, 4])
})

test('a function whose parameters have no plain names takes no keywords', () => {
  const odd = asMethod(({ litres }: { litres: number }) => litres)
  expect(() => bindArguments(odd, 'odd', [], new Dict<unknown, unknown>([['litres', 4]]))).toThrow(TypeError)
})

test('a method that says so gets all keywords in its last parameter', () => {
  const update = Object.assign((source: unknown = null, keywords: unknown = null) => [source, keywords], { [takesKeywords]: true })
  const kwds = new Dict<unknown, unknown>([['self', 1]])
  expect(bindArguments(asMethod(update), 'update', [], kwds)).toEqual([undefined, kwds])
})
