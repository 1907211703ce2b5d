/** A window within the page for one question: keeps the focus until it is answered, Escape closes it. */
import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { Icon } from '../icons.tsx'
import './dialog.css'

interface Props {
  readonly title: string
  readonly children: ComponentChildren
  /** Buttons, the one that does it last. */
  readonly foot: ComponentChildren
  readonly close: () => void
  /** Enter in a field does it. */
  readonly submit: () => void
  readonly wide?: boolean
}

export function Dialog({ title, children, foot, close, submit, wide = false }: Props) {
  const dialog = useRef<HTMLDialogElement>(null)
  const before = useRef(document.activeElement)
  useEffect(() => {
    const element = dialog.current
    element?.showModal()
    return () => {
      element?.close()
      if (before.current instanceof HTMLElement && before.current.isConnected) before.current.focus()
    }
  }, [])
  return (
    <dialog
      ref={dialog}
      class={wide ? 'dialog card wide' : 'dialog card'}
      aria-label={title}
      onCancel={(event) => {
        event.preventDefault()
        close()
      }}
      onPointerDown={(event) => event.target === event.currentTarget && close()}
      // The page's own keys are for the page behind.
      onKeyDown={(event) => event.stopPropagation()}
    >
      <form
        method="dialog"
        onSubmit={(event) => {
          event.preventDefault()
          submit()
        }}
      >
        <div class="dialog-head">
          <h2>{title}</h2>
          <button type="button" class="iconbtn" aria-label="Close" title="Close (Esc)" onClick={close}>
            <Icon name="close" />
          </button>
        </div>
        <div class="dialog-body">{children}</div>
        <div class="dialog-foot">{foot}</div>
      </form>
    </dialog>
  )
}
