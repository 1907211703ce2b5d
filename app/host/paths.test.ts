import path from 'node:path'
import { expect, test } from 'vitest'
import { besideArchive, dataFolder, partsIn } from './paths.ts'

test.each([
  ['linux', {}, '/home/ada/.local/share/managerie'],
  ['linux', { XDG_DATA_HOME: '/data' }, '/data/managerie'],
  ['linux', { XDG_DATA_HOME: 'relative' }, '/home/ada/.local/share/managerie'],
  ['freebsd', {}, '/home/ada/.local/share/managerie'],
  ['darwin', { XDG_DATA_HOME: '/data' }, '/home/ada/Library/Application Support/Managerie'],
  ['win32', { APPDATA: '/roaming' }, '/roaming/Managerie'],
  ['win32', {}, '/home/ada/AppData/Roaming/Managerie'],
  ['linux', { MANAGERIE_HOME: '/elsewhere', XDG_DATA_HOME: '/data' }, '/elsewhere'],
  ['darwin', { MANAGERIE_HOME: 'here' }, path.resolve('here')],
])('on %s with %j data is kept in %s', (platform, env, expected) => {
  expect(dataFolder({ platform, env, home: '/home/ada' })).toBe(expected)
})

test('programs use the parts unpacked beside the archive, the page is read from inside', () => {
  const parts = partsIn('/opt/Managerie/resources/app.asar/dist')
  expect(parts.engine).toBe('/opt/Managerie/resources/app.asar.unpacked/dist/engine')
  expect(parts.keeper).toBe('/opt/Managerie/resources/app.asar.unpacked/dist/host/keeper.js')
  expect(parts.renderer).toBe('/opt/Managerie/resources/app.asar/dist/renderer')
})

test('the command line lies beside the archive, and finds the page in it', () => {
  const parts = partsIn('/opt/Managerie/resources/app.asar.unpacked/dist')
  expect(parts.engine).toBe('/opt/Managerie/resources/app.asar.unpacked/dist/engine')
  expect(parts.renderer).toBe('/opt/Managerie/resources/app.asar/dist/renderer')
})

test.each([
  ['/opt/Managerie/resources/app.asar/node_modules/x', '/opt/Managerie/resources/app.asar.unpacked/node_modules/x'],
  ['C:\\Managerie\\resources\\app.asar\\x', 'C:\\Managerie\\resources\\app.asar.unpacked\\x'],
  ['/opt/Managerie/resources/app.asar.unpacked/x', '/opt/Managerie/resources/app.asar.unpacked/x'],
  ['/home/ada/my-app.asar.d/dist', '/home/ada/my-app.asar.d/dist'],
  ['/home/ada/my-app.asar/dist', '/home/ada/my-app.asar/dist'],
  ['/home/ada/managerie/dist', '/home/ada/managerie/dist'],
])('%s is a file at %s', (place, expected) => expect(besideArchive(place)).toBe(expected))
