/** Width and height of the traffic pane, for what moves to another place where there is little of them. */
import { signal } from '@preact/signals'
import type { RefObject } from 'preact'
import { useLayoutEffect } from 'preact/hooks'

export const paneSize = signal({ width: 0, height: 0 })

export function usePaneSize(pane: RefObject<HTMLElement | null>): void {
  useLayoutEffect(() => {
    const element = pane.current
    if (!element) return
    const measure = () => (paneSize.value = { width: element.clientWidth, height: element.clientHeight })
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [pane])
}
