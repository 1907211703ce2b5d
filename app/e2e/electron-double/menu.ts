/** `Menu` and `MenuItem`: the template as it was given, and items that can be clicked. Nothing is drawn. */
import { BrowserWindow } from './window.ts'

interface Template {
  readonly id?: string
  readonly label?: string
  readonly role?: string
  readonly type?: string
  readonly accelerator?: string
  readonly registerAccelerator?: boolean
  readonly enabled?: boolean
  readonly visible?: boolean
  readonly checked?: boolean
  readonly click?: (item: MenuItem, window: BrowserWindow | null, event: object) => void
  readonly submenu?: readonly Template[] | Menu
}

/** Roles whose click the double carries out. Others belong to the system or to the page: clicking one fails. */
const ROLES: Readonly<Record<string, () => void>> = {
  close: () => BrowserWindow.getFocusedWindow()?.close(),
  minimize: () => BrowserWindow.getFocusedWindow()?.minimize(),
}

export class MenuItem {
  readonly id: string | undefined
  readonly label: string
  readonly role: string | undefined
  readonly type: string
  readonly accelerator: string | undefined
  readonly registerAccelerator: boolean
  enabled: boolean
  visible: boolean
  checked: boolean
  readonly submenu: Menu | undefined
  readonly #click: Template['click']

  constructor(template: Template) {
    if (template.label === undefined && template.role === undefined && template.type !== 'separator') {
      throw new Error('A menu item needs a label or a role.')
    }
    this.id = template.id
    this.label = template.label ?? template.role ?? ''
    this.role = template.role
    this.type = template.type ?? (template.submenu === undefined ? 'normal' : 'submenu')
    this.accelerator = template.accelerator
    this.registerAccelerator = template.registerAccelerator ?? true
    this.enabled = template.enabled ?? true
    this.visible = template.visible ?? true
    this.checked = template.checked ?? false
    this.#click = template.click
    const { submenu } = template
    this.submenu = submenu === undefined || submenu instanceof Menu ? submenu : Menu.buildFromTemplate(submenu)
  }

  click(): void {
    if (!this.enabled) return
    if (this.#click !== undefined) {
      this.#click(this, BrowserWindow.getFocusedWindow(), {})
      return
    }
    const act = this.role === undefined ? undefined : ROLES[this.role]
    if (act === undefined) throw new Error(`The double does not do what the menu's role '${this.role ?? ''}' does.`)
    act()
  }
}

let applicationMenu: Menu | null = null

export class Menu {
  readonly items: MenuItem[] = []

  static buildFromTemplate(template: readonly Template[]): Menu {
    const menu = new Menu()
    for (const item of template) menu.append(new MenuItem(item))
    return menu
  }
  static setApplicationMenu(menu: Menu | null): void {
    applicationMenu = menu
  }
  static getApplicationMenu(): Menu | null {
    return applicationMenu
  }

  append(item: MenuItem): void {
    this.items.push(item)
  }
  getMenuItemById(id: string): MenuItem | null {
    for (const item of this.items) {
      const found = item.id === id ? item : item.submenu?.getMenuItemById(id)
      if (found) return found
    }
    return null
  }
}
