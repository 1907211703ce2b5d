/** What only the desktop shell has: the native menu, the window's look, pages that open outside. Electron, or its double. */
import { expect, test } from './fixtures.ts'
import { Work } from './work.ts'

test('a choice in the native menu does what its command does', async ({ app }) => {
  const work = new Work(app.page)
  await work.ready()
  const choose = (id: string) => app.electron?.evaluate(({ Menu }, item) => Menu.getApplicationMenu()?.getMenuItemById(item)?.click(), id)
  await choose('run')
  await work.program('visitor', 'exit 1')
  await choose('show-frames')
  await expect(app.page.getByRole('tab', { name: 'Frames' })).toHaveAttribute('aria-selected', 'true')
  await choose('stop')
  await expect.poll(() => app.running()?.filter(({ command }) => command.includes('programs')) ?? []).toEqual([])
})

test('the chosen theme is that of the window as well', async ({ app }) => {
  await new Work(app.page).ready()
  const seen = () => app.electron?.evaluate(({ nativeTheme }) => nativeTheme.themeSource)
  expect(await seen()).toBe('system')
  await app.electron?.evaluate(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('theme-dark')?.click())
  await expect.poll(seen).toBe('dark')
  await app.electron?.evaluate(({ Menu }) => Menu.getApplicationMenu()?.getMenuItemById('theme-contrast')?.click())
  await expect(app.page.locator('html')).toHaveCSS('color', 'rgb(255, 255, 255)')
})

test('the app bar leaves room for the buttons of the window', async ({ app }) => {
  await new Work(app.page).ready()
  const run = await app.page.getByRole('button', { name: /^Run/ }).first().boundingBox()
  const right = (run?.x ?? 0) + (run?.width ?? 0)
  expect(right).toBeLessThanOrEqual(process.platform === 'darwin' ? 1280 : 1280 - 138)
})
