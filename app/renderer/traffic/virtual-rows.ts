/**
 * Which rows of a long list are drawn. Rows have one height, so positions are arithmetic; `@tanstack/virtual-core`
 * watches the scroller. It is given blocks of rows, not rows: it goes over all its items whenever their number changes,
 * and a live list grows at every frame of the screen.
 */
import { Virtualizer, elementScroll, observeElementOffset, observeElementRect } from '@tanstack/virtual-core'
import type { RefObject } from 'preact'
import { useCallback, useLayoutEffect, useMemo, useReducer, useRef } from 'preact/hooks'

const BLOCK = 16

export interface VirtualRowsOptions {
  readonly scroller: RefObject<HTMLElement | null>
  readonly count: number
  readonly rowHeight: number
  /** Space above the first row and below the last. */
  readonly top?: number
  readonly bottom?: number
  /** Height of what covers the scroller at its top (a head that stays) and at its bottom (a card). */
  readonly coveredTop?: number
  readonly coveredBottom?: number
  /** Whether the list stays at its end while it grows, as long as nobody scrolled away from there. */
  readonly follow?: boolean
}

export interface VirtualRows {
  /** First and last drawn row; `last` is below `first` where there are none. */
  readonly first: number
  readonly last: number
  readonly totalHeight: number
  /** Whether the end of the list is in view. */
  readonly atEnd: boolean
  /** Scrolls as little as needed for a row to be seen; `centre` where it was out of view altogether. */
  readonly reveal: (row: number) => void
  readonly toEnd: () => void
}

export function useVirtualRows(options: VirtualRowsOptions): VirtualRows {
  const { scroller, count, rowHeight, top = 0, bottom = 0, coveredTop = 0, coveredBottom = 0, follow = false } = options
  const [, rerender] = useReducer((turn: number, _: undefined) => turn + 1, 0)
  const atEnd = useRef(true)
  /** Height of the list when it was last scrolled to its end. */
  const followed = useRef(-1)
  const totalHeight = top + count * rowHeight + bottom

  const virtualizer = useMemo(
    () => new Virtualizer<HTMLElement, HTMLElement>(virtualizerOptions(scroller, 0, rowHeight, top, () => {})),
    [scroller, rowHeight, top],
  )
  virtualizer.setOptions(
    virtualizerOptions(scroller, Math.ceil(count / BLOCK), rowHeight, top, () => rerender(undefined)),
  )
  const height = virtualizer.scrollRect?.height ?? 0
  useLayoutEffect(() => {
    const element = scroller.current
    if (!element) return
    // Only going up leaves the end: a list that grows is no longer at its end either, for a moment.
    let before = element.scrollTop
    const scrolled = () => {
      const wasAtEnd = atEnd.current
      if (isAtEnd(element, rowHeight)) atEnd.current = true
      else if (element.scrollTop < before) {
        atEnd.current = false
        followed.current = -1
      }
      before = element.scrollTop
      if (atEnd.current !== wasAtEnd) rerender(undefined)
    }
    element.addEventListener('scroll', scrolled, { passive: true })
    return () => element.removeEventListener('scroll', scrolled)
  }, [scroller, rowHeight])
  useLayoutEffect(() => virtualizer._didMount(), [virtualizer])
  useLayoutEffect(() => {
    virtualizer._willUpdate()
    const element = scroller.current
    // Nothing is read back from the page here: that would lay it out once more at every frame of a live run.
    if (!follow || !atEnd.current || !element || followed.current === totalHeight - height) return
    followed.current = totalHeight - height
    element.scrollTop = totalHeight
  })

  const blocks = virtualizer.getVirtualIndexes()
  const first = (blocks[0] ?? 0) * BLOCK
  const last = blocks.length === 0 ? -1 : Math.min(count, ((blocks.at(-1) ?? 0) + 1) * BLOCK) - 1

  const place = useRef({ count, top, rowHeight, coveredTop, coveredBottom })
  place.current = { count, top, rowHeight, coveredTop, coveredBottom }
  const reveal = useCallback(
    (row: number) => {
      const element = scroller.current
      if (!element) return
      const { count: rows, rowHeight: each } = place.current
      const target = revealOffset(row, place.current, element.scrollTop, element.clientHeight)
      if (target !== undefined) element.scrollTop = target
      // Who looks at a row wants it to stay: only the last one goes on following.
      atEnd.current = row >= rows - 1 && isAtEnd(element, each)
    },
    [scroller],
  )
  const toEnd = useCallback(() => {
    const element = scroller.current
    if (!element) return
    element.scrollTop = element.scrollHeight
    atEnd.current = true
  }, [scroller])
  return { first, last, totalHeight, atEnd: atEnd.current, reveal, toEnd }
}

function isAtEnd(element: HTMLElement, rowHeight: number): boolean {
  return element.scrollHeight - element.scrollTop - element.clientHeight < rowHeight
}

function virtualizerOptions(scroller: RefObject<HTMLElement | null>, count: number, rowHeight: number, top: number, onChange: () => void) {
  return {
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => BLOCK * rowHeight,
    paddingStart: top,
    overscan: 1,
    observeElementRect,
    observeElementOffset,
    scrollToFn: elementScroll,
    onChange,
  }
}

/**
 * Where to scroll so that a row is in view, or undefined where it is already.
 * A row just outside comes to the nearer edge; one far away comes to the middle, so that its neighbours are seen too.
 */
export function revealOffset(
  row: number,
  place: { top: number; rowHeight: number; coveredTop: number; coveredBottom: number },
  scrollTop: number,
  height: number,
): number | undefined {
  const start = place.top + row * place.rowHeight
  const end = start + place.rowHeight
  const upper = scrollTop + place.coveredTop
  const lower = scrollTop + height - place.coveredBottom
  if (start >= upper && end <= lower) return undefined
  const far = start < upper - 3 * place.rowHeight || end > lower + 3 * place.rowHeight
  const room = height - place.coveredTop - place.coveredBottom
  if (far) return Math.max(0, start - place.coveredTop - (room - place.rowHeight) / 2)
  return Math.max(0, start < upper ? start - place.coveredTop : end - height + place.coveredBottom)
}
