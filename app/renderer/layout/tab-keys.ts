/** Arrow keys, Home and End in a list of tabs: the focus moves, and the tab with it is chosen. */
export function moveInTabs(event: KeyboardEvent): void {
  const list = event.currentTarget as HTMLElement
  const tabs = [...list.querySelectorAll<HTMLElement>('[role="tab"]')]
  const at = tabs.indexOf(document.activeElement as HTMLElement)
  if (at < 0) return
  const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: tabs.length - 1 }[event.key]
  if (to === undefined) return
  const tab = tabs[(to + tabs.length) % tabs.length]
  tab?.focus()
  tab?.click()
  event.preventDefault()
}
