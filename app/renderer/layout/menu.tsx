/** A button that opens a list of things to do or to choose. Arrow keys, Home, End, Escape; closes when focus leaves. */
import type { ComponentChildren } from 'preact'
import { useRef, useState } from 'preact/hooks'
import { Icon } from '../icons.tsx'
import './menu.css'

export interface MenuItem {
  readonly label: string
  readonly detail?: string | undefined
  /** Present: the item is one of several to choose from. */
  readonly checked?: boolean
  readonly disabled?: string | undefined
  readonly run: () => void
}

interface Props {
  /** Class and content of the button. */
  readonly class: string
  readonly children: ComponentChildren
  readonly label?: string
  readonly title?: string
  readonly items: readonly MenuItem[]
  /** Which edge of the button the list is aligned with, and whether it opens upwards. */
  readonly align?: 'start' | 'end'
  readonly up?: boolean
}

export function Menu({ class: className, children, label, title, items, align = 'start', up = false }: Props) {
  const [open, setOpen] = useState(false)
  const list = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)

  const entries = () => [...(list.current?.querySelectorAll<HTMLElement>('[role^="menuitem"]') ?? [])]
  const show = (last = false) => {
    setOpen(true)
    requestAnimationFrame(() => entries().at(last ? -1 : 0)?.focus())
  }
  const hide = (refocus: boolean) => {
    setOpen(false)
    if (refocus) button.current?.focus()
  }

  function key(event: KeyboardEvent) {
    const all = entries()
    const at = all.indexOf(document.activeElement as HTMLElement)
    if (event.key === 'ArrowDown') all[(at + 1) % all.length]?.focus()
    else if (event.key === 'ArrowUp') all.at(at - 1)?.focus()
    else if (event.key === 'Home') all[0]?.focus()
    else if (event.key === 'End') all.at(-1)?.focus()
    else if (event.key === 'Escape') hide(true)
    else return
    event.preventDefault()
    event.stopPropagation()
  }

  return (
    <span
      class="menu-holder"
      onFocusOut={(event) => {
        if (open && !event.currentTarget.contains(event.relatedTarget as Node | null)) hide(false)
      }}
    >
      <button
        ref={button}
        type="button"
        class={className}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-label={label}
        title={title ?? label}
        onClick={() => (open ? hide(true) : show())}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
          event.preventDefault()
          show(event.key === 'ArrowUp')
        }}
      >
        {children}
      </button>
      {open && (
        <div ref={list} class={`menu card from-${align}${up ? ' up' : ''}`} role="menu" aria-label={label ?? title} onKeyDown={key}>
          {items.map((item) => (
            <button
              key={item.label}
              type="button"
              class="menu-item"
              role={item.checked === undefined ? 'menuitem' : 'menuitemradio'}
              aria-checked={item.checked}
              aria-disabled={item.disabled !== undefined}
              title={item.disabled}
              tabIndex={-1}
              onClick={() => {
                if (item.disabled !== undefined) return
                hide(true)
                item.run()
              }}
            >
              {item.checked !== undefined && <span class="menu-check">{item.checked && <Icon name="check" small />}</span>}
              <span class="menu-label">{item.label}</span>
              {item.detail && <span class="menu-detail">{item.detail}</span>}
            </button>
          ))}
        </div>
      )}
    </span>
  )
}
