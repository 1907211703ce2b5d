/** What a person does at the work page, by the names that a screen reader says. */
import { type Locator, type Page, expect } from '@playwright/test'

/** Lesson 5: a class of our own, a server, a client. */
const LESSON = 'What a proxy may call'

export class Work {
  readonly page: Page
  readonly lesson: Locator
  readonly editor: Locator
  readonly terminals: Locator
  readonly traffic: Locator
  readonly status: Locator
  /** The sequence's rows in words. */
  readonly rows: Locator

  constructor(page: Page) {
    this.page = page
    this.lesson = page.getByRole('complementary', { name: 'Lesson', exact: true })
    this.editor = page.getByRole('region', { name: 'Editor' })
    this.terminals = page.getByRole('region', { name: 'Terminals' })
    this.traffic = page.getByRole('region', { name: 'Traffic' })
    this.status = page.getByRole('contentinfo', { name: 'Status' })
    this.rows = page.getByRole('table', { name: 'Sequence of frames, as text' }).getByRole('row')
  }

  /** Opens lesson 5 from the page of all lessons, and waits until its program can be typed into. */
  async ready(): Promise<void> {
    // It has no size of its own: the code is drawn beside it.
    await expect(this.editor.getByRole('textbox').first()).toBeAttached({ timeout: 20_000 })
    await this.showLessons()
    await this.page.getByRole('listitem').getByRole('button', { name: LESSON }).click()
    await expect(this.page.getByRole('heading', { level: 1, name: LESSON })).toBeVisible()
    await expect(this.code('server')).toBeAttached({ timeout: 20_000 })
  }

  async showLessons(): Promise<void> {
    await this.page.getByRole('button', { name: 'Lessons', exact: true }).click()
    await expect(this.page.getByRole('region', { name: 'Lessons' })).toBeVisible()
  }

  async openFile(name: string): Promise<void> {
    await this.editor.getByRole('tab', { name }).click()
    await expect(this.code(name)).toBeAttached()
  }

  /** Where a shown file is typed into. */
  code(name: string): Locator {
    return this.editor.getByRole('textbox', { name: new RegExp(`^${name}`) })
  }

  /** Puts a text in the place of a file's, as by select all and paste, and waits until it is kept. */
  async write(name: string, text: string): Promise<void> {
    await this.openFile(name)
    await this.code(name).focus()
    await this.page.keyboard.press('ControlOrMeta+A')
    // Pasted: typed, the editor would indent and close brackets by itself.
    await this.page.evaluate((pasted) => navigator.clipboard.writeText(pasted), text)
    await this.page.keyboard.press('ControlOrMeta+V')
    await this.saved()
  }

  /** Waits until nothing that was typed is unsaved. */
  async saved(): Promise<void> {
    await expect(this.editor.getByRole('img', { name: 'not saved yet' })).toHaveCount(0)
  }

  async run(): Promise<void> {
    await this.page.keyboard.press('F5')
  }

  async stop(): Promise<void> {
    await this.page.getByRole('button', { name: 'Stop all' }).click()
  }

  /** Waits until a program is in a state, in the words of its terminal's tab. */
  async program(name: string, state: string | RegExp, timeout = 30_000): Promise<void> {
    await expect(this.terminals.getByRole('tab', { name: new RegExp(`^${name}\\b`) })).toContainText(state, { timeout })
  }

  /**
   * What a screen reader is given of a terminal: the rows in view, wrapped lines joined, and what was printed last. It is
   * kept up only while the terminal is shown.
   */
  terminal(name: string): Locator {
    return this.page.locator(`#terminal-${name} .xterm-accessibility`)
  }

  async showTerminal(name: string): Promise<void> {
    await this.terminals.getByRole('tab', { name: new RegExp(`^${name}\\b`) }).click()
  }

  goal(text: string | RegExp): Locator {
    return this.lesson.getByRole('region', { name: 'Goals' }).getByRole('listitem').filter({ hasText: text })
  }

  async meets(...goals: (string | RegExp)[]): Promise<void> {
    for (const goal of goals) await expect(this.goal(goal).getByRole('img', { name: 'met', exact: true })).toBeVisible()
  }
}
