import { describe, expect, test } from 'vitest'
import { CRASH_URL, ORIGIN, START_URL, externalVerdict, isOwnAddress, navigationVerdict, permissionVerdict, requestVerdict, senderVerdict } from './policy.ts'

const foreign = [
  'https://app/',
  'https://example.org/',
  'http://127.0.0.1:80/',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'data:text/html,<script>1</script>',
  'about:blank',
  'blob:managerie://app/1',
  'managerie://other/',
  'managerie://app.evil/',
  'managerie://app:80/',
  'managerie://user@app/',
  'managerie:app',
  'managerie.evil://app/',
  'devtools://devtools/bundled/inspector.html',
  'not an address',
  '',
]

describe('addresses', () => {
  test.each([START_URL, CRASH_URL, `${CRASH_URL}?reason=oom`, `${ORIGIN}/assets/x.js`, ORIGIN])('%s is our own', (address) => {
    expect(isOwnAddress(address)).toBe(true)
    expect(navigationVerdict(address)).toBe('allow')
    expect(requestVerdict(address)).toBe('allow')
  })
  test.each(foreign)('%j is not, and neither gone to nor loaded', (address) => {
    expect(isOwnAddress(address)).toBe(false)
    expect(navigationVerdict(address)).toBe('deny')
    expect(requestVerdict(address)).toBe('deny')
  })
})

describe('permissions', () => {
  test('the page may write to the clipboard', () => {
    expect(permissionVerdict('clipboard-sanitized-write', START_URL)).toBe('allow')
    expect(permissionVerdict('clipboard-sanitized-write', ORIGIN)).toBe('allow')
  })
  test.each(['media', 'geolocation', 'notifications', 'clipboard-read', 'openExternal', 'fileSystem', 'hid', 'usb', 'serial', 'display-capture', 'unknown', 'toString'])(
    'and has not the permission %s',
    (permission) => expect(permissionVerdict(permission, START_URL)).toBe('deny'),
  )
  test.each(foreign)('nobody at %j has any', (address) => {
    expect(permissionVerdict('clipboard-sanitized-write', address)).toBe('deny')
  })
})

describe('addresses outside', () => {
  test.each(['https://docs.python.org/3/library/multiprocessing.html#managers', 'https://nodejs.org/api/'])('%s opens in the browser', (address) => {
    expect(externalVerdict(address)).toBe('allow')
  })
  test.each([...foreign, 'http://docs.python.org/', 'https://docs.python.org.evil.example/', 'https://docs.python.org:8443/', 'https://user@docs.python.org/', 'https://docs.python.org@evil.example/', 'ms-settings:', 'smb://share/x', 'vscode://file/etc/passwd'])(
    '%j does not',
    (address) => expect(externalVerdict(address)).toBe('deny'),
  )
})

describe('senders', () => {
  const own = { origin: ORIGIN, url: START_URL, parent: null }
  test('our own document in the main frame is heard', () => expect(senderVerdict(own)).toBe('allow'))
  test.each([
    ['a frame that is gone', null],
    ['nobody', undefined],
    ['a frame inside our page', { ...own, parent: own }],
    ['a foreign origin', { ...own, origin: 'https://example.org' }],
    ['an opaque origin', { ...own, origin: 'null' }],
    ['a foreign address', { ...own, url: 'https://example.org/' }],
    ['an empty frame', { origin: '', url: 'about:blank', parent: null }],
  ])('%s is not', (_who, sender) => expect(senderVerdict(sender)).toBe('deny'))
})
