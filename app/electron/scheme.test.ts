import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createSchemeHandler } from './scheme.ts'

const base = mkdtempSync(join(tmpdir(), 'managerie-scheme-'))
const root = join(base, 'renderer')
let answer: (request: Request) => Promise<Response>

beforeAll(() => {
  mkdirSync(join(root, 'assets'), { recursive: true })
  writeFileSync(join(root, 'index.html'), '<title>Managerie</title>')
  writeFileSync(join(root, 'assets/a b.js'), 'export {}')
  writeFileSync(join(root, 'assets/font.woff2'), new Uint8Array([0, 255, 7]))
  writeFileSync(join(base, 'secret.txt'), 'secret')
  symlinkSync(join(base, 'secret.txt'), join(root, 'link.txt'))
  answer = createSchemeHandler(root)
})
afterAll(() => rmSync(base, { recursive: true, force: true }))

const get = (path: string, init?: RequestInit): Promise<Response> => answer(new Request(`managerie://app${path}`, init))

describe('the scheme', () => {
  test('serves the page at the root, as HTML', async () => {
    const response = await get('/')
    expect(response.status).toBe(200)
    expect(response.headers.get('Content-Type')).toBe('text/html; charset=utf-8')
    expect(await response.text()).toBe('<title>Managerie</title>')
    expect(await (await get('/?step=2#x')).text()).toBe('<title>Managerie</title>')
  })

  test('serves files with their types, bytes as they are, names with spaces', async () => {
    expect((await get('/assets/a%20b.js')).headers.get('Content-Type')).toBe('text/javascript; charset=utf-8')
    const font = await get('/assets/font.woff2')
    expect(font.headers.get('Content-Type')).toBe('font/woff2')
    expect([...new Uint8Array(await font.arrayBuffer())]).toEqual([0, 255, 7])
  })

  test.each([
    '/../secret.txt',
    '/assets/../../secret.txt',
    '/..%2fsecret.txt',
    '/..%5csecret.txt',
    '/%2e%2e/secret.txt',
    '/%2e%2e%2fsecret.txt',
    '//secret.txt',
    '/assets//../../secret.txt',
    '/index.html/../../secret.txt',
    '/link.txt',
    '/assets',
    '/assets/',
    '/index.html%00.js',
    '/%',
    '/C:/Windows/win.ini',
    '/constructor',
  ])('does not climb out, list or guess: %s is 404', async (path) => {
    const response = await get(path)
    expect([response.status, await response.text()]).toEqual([404, 'no such file'])
  })

  test('refuses other hosts of the scheme and other methods', async () => {
    const other = await answer(new Request('managerie://other/index.html'))
    expect([other.status, await other.text()]).toEqual([403, 'not an address of this app'])
    const posted = await get('/', { method: 'POST', body: 'x' })
    expect([posted.status, await posted.text()]).toEqual([405, 'POST is not answered here'])
  })

  test.each(['/', '/assets/a%20b.js', '/nothing', '/~crash?reason=oom'])('puts the policy on every answer: %s', async (path) => {
    const { headers } = await get(path)
    expect(headers.get('Content-Security-Policy')).toContain("default-src 'none'")
    expect(headers.get('X-Content-Type-Options')).toBe('nosniff')
    expect(headers.get('Referrer-Policy')).toBe('no-referrer')
  })

  test('has a crash page that needs no file and takes no markup from its reason', async () => {
    const page = await (await get('/~crash?reason=oom')).text()
    expect(page).toContain('ran out of memory')
    const hostile = await (await get('/~crash?reason=%3Cscript%3Ealert(1)%3C%2Fscript%3E')).text()
    expect(hostile).not.toContain('<script')
    expect(hostile).toContain('The window could not be shown.')
    expect(await (await get('/~crash?reason=constructor')).text()).toContain('The window could not be shown.')
  })

  test('says what to do when the renderer was not built', () => {
    expect(() => createSchemeHandler(join(root, 'assets'))).toThrow(/no index\.html in .*assets\. Build the renderer first: npm run build/)
  })
})
