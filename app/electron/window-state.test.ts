import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { type WindowState, placeWindow, readWindowState, writeWindowState } from './window-state.ts'

const folder = mkdtempSync(join(tmpdir(), 'managerie-window-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const screen = { x: 0, y: 0, width: 1920, height: 1080 }
const second = { x: 1920, y: 0, width: 1280, height: 1024 }
const state = (change: Partial<WindowState> = {}): WindowState => ({ x: 100, y: 80, width: 1200, height: 800, maximized: false, theme: 'dark', ...change })

describe('the place of the window', () => {
  test('is the middle of the main screen at the first start', () => {
    expect(placeWindow(undefined, [screen])).toEqual({ width: 1440, height: 900, maximized: false })
    expect(placeWindow(undefined, [second])).toEqual({ width: 1280, height: 900, maximized: false })
  })
  test('is where it was', () => {
    expect(placeWindow(state(), [screen])).toEqual({ x: 100, y: 80, width: 1200, height: 800, maximized: false })
    expect(placeWindow(state({ x: 2000, maximized: true }), [screen, second])).toEqual({ x: 2000, y: 80, width: 1200, height: 800, maximized: true })
  })
  test('is the main screen when the screen that it was on is gone', () => {
    expect(placeWindow(state({ x: 2000 }), [screen])).toEqual({ width: 1200, height: 800, maximized: false })
  })
  test.each([{ y: -200 }, { y: 1060 }, { x: -1150 }, { x: 1900 }])('is the main screen when no hand could reach its title bar: %j', (change) => {
    expect(placeWindow(state(change), [screen])).not.toHaveProperty('x')
  })
  test('is never smaller than what holds every pane, nor larger than the screen', () => {
    expect(placeWindow(state({ width: 10, height: 10 }), [{ ...screen }])).toMatchObject({ width: 960, height: 600 })
    expect(placeWindow(state({ width: 9000, height: 9000 }), [screen])).toMatchObject({ width: 1920, height: 1080 })
  })
  test('is found even where no screen is known', () => {
    expect(placeWindow(undefined, [])).toEqual({ width: 1440, height: 900, maximized: false })
  })
})

describe('the file of the place', () => {
  const file = join(folder, 'deep/window.json')
  test('is read as it was written, and no half of it is left beside', () => {
    writeWindowState(file, state())
    expect(readWindowState(file)).toEqual(state())
    expect(readdirSync(join(folder, 'deep'))).toEqual(['window.json'])
  })
  test.each(['', '{', '[]', 'null', '{"x":1}', '{"x":"1","y":0,"width":1,"height":1,"maximized":false,"theme":"dark"}', '{"x":1e99,"y":0,"width":1,"height":1,"maximized":false,"theme":"dark"}', '\0\0'])(
    'is not believed when it is damaged: %j',
    (text) => {
      writeFileSync(file, text)
      expect(readWindowState(file)).toBeUndefined()
    },
  )
  test('need not be there', () => expect(readWindowState(join(folder, 'none.json'))).toBeUndefined())
  test('fails to be written in a home that can only be read', ({ skip }) => {
    skip(process.getuid?.() === 0, 'root may write everywhere')
    const home = mkdtempSync(join(folder, 'read-only-'))
    chmodSync(home, 0o500)
    expect(() => writeWindowState(join(home, 'x/window.json'), state())).toThrow('EACCES')
  })
  test('fails to be written where a file stands in the way, with the reason', () => {
    const inTheWay = join(folder, 'file')
    writeFileSync(inTheWay, '')
    expect(() => writeWindowState(join(inTheWay, 'window.json'), state())).toThrow(/ENOTDIR|EEXIST/)
    expect(existsSync(inTheWay)).toBe(true)
  })
})
