/**
 * A part of the page as a picture that needs nothing else: its elements as they stand, with the rules that apply to them,
 * the fonts they are in and the tokens of the theme in force, in one SVG. A PNG is that SVG, drawn.
 */

const XHTML = 'http://www.w3.org/1999/xhtml'
/** Pixels of a PNG for one of the screen, so that text stays sharp in print. */
const SCALE = 2

export interface Picture {
  readonly svg: string
  readonly width: number
  readonly height: number
}

/** Takes a picture of an element. @param title said to who cannot see it */
export async function pictureOf(element: HTMLElement, title: string): Promise<Picture> {
  const { width, height } = element.getBoundingClientRect()
  const copy = copyOf(element)
  copy.style.width = `${width}px`
  copy.style.height = `${height}px`
  copy.style.background = backgroundOf(element)
  const styles = rulesFor(element) + (await fontsOf(element))
  const root = withAncestors(element, copy)
  const serialize = new XMLSerializer()
  const attributes = [...document.documentElement.attributes].map(({ name, value }) => `${name}="${escaped(value)}"`).join(' ')
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" ${attributes}>` +
    `<title>${escaped(title)}</title><style>${escaped(styles)}</style>` +
    `<foreignObject width="100%" height="100%">${serialize.serializeToString(root)}</foreignObject></svg>`
  return { svg: withoutControls(svg), width, height }
}

/** Draws a picture. @throws Error when the browser cannot */
export async function pngOf({ svg, width, height }: Picture): Promise<Uint8Array> {
  const image = new Image()
  // Of the picture's own data: nothing else is loaded, and the canvas stays ours to read.
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`
  await image.decode()
  const canvas = document.createElement('canvas')
  canvas.width = Math.round(width * SCALE)
  canvas.height = Math.round(height * SCALE)
  const context = canvas.getContext('2d')
  if (!context) throw new Error('This browser has no canvas to draw a picture on.')
  context.drawImage(image, 0, 0, canvas.width, canvas.height)
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'))
  if (!blob) throw new Error('The picture is too large to be drawn. Export it as SVG, or make the window smaller.')
  return new Uint8Array(await blob.arrayBuffer())
}

/** A copy of what is on screen: scrolled as it is, what was typed included, drawings as images. */
function copyOf(element: HTMLElement): HTMLElement {
  const copy = element.cloneNode(true) as HTMLElement
  const originals = [element, ...element.querySelectorAll<HTMLElement>('*')]
  const copies = [copy, ...copy.querySelectorAll<HTMLElement>('*')]
  originals.forEach((original, index) => {
    const twin = copies[index]
    if (!twin) return
    if (original instanceof HTMLCanvasElement) {
      const image = document.createElement('img')
      image.src = original.toDataURL()
      image.setAttribute('style', `width:${original.clientWidth}px;height:${original.clientHeight}px;display:block`)
      image.className = original.className
      twin.replaceWith(image)
    } else if (original instanceof HTMLInputElement) twin.setAttribute('value', original.value)
    if (hasWords(original)) keepFont(original, twin)
    if (original.scrollTop !== 0 || original.scrollLeft !== 0) scrollCopy(original, twin)
  })
  for (const ring of [copy, ...copy.querySelectorAll('*')]) ring.removeAttribute('tabindex')
  return copy
}

function hasWords(element: Element): boolean {
  return [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim() !== '')
}

/** A rule whose `font` has a variable in it and is refined by another line has no text that says so: the font is said here. */
function keepFont(original: Element, copy: HTMLElement): void {
  const style = getComputedStyle(original)
  for (const name of ['font-family', 'font-size', 'font-weight', 'line-height']) copy.style.setProperty(name, style.getPropertyValue(name))
}

/** A copy cannot be scrolled: its content is moved instead, but for what sticks. */
function scrollCopy(original: HTMLElement, copy: HTMLElement): void {
  const { scrollTop, scrollLeft } = original
  copy.style.overflow = 'hidden'
  ;[...original.children].forEach((child, index) => {
    const twin = copy.children[index]
    if (!(twin instanceof HTMLElement) && !(twin instanceof SVGElement)) return
    if (getComputedStyle(child).position === 'sticky') twin.style.position = 'relative'
    else twin.style.translate = `${-scrollLeft}px ${-scrollTop}px`
  })
}

/** The copy in shallow copies of all that is around it, so that rules and inheritance are the page's. */
function withAncestors(element: HTMLElement, copy: HTMLElement): HTMLElement {
  let inner = copy
  for (let around = element.parentElement; around && around !== document.documentElement; around = around.parentElement) {
    const outer = document.createElementNS(XHTML, around.localName === 'body' ? 'div' : around.localName) as HTMLElement
    for (const { name, value } of around.attributes) if (name !== 'style' && name !== 'id') outer.setAttribute(name, value)
    outer.style.display = 'contents'
    if (around.localName === 'body') inheritFrom(around, outer)
    outer.append(inner)
    inner = outer
  }
  inner.setAttribute('xmlns', XHTML)
  return inner
}

/** What is behind an element: of the nearest around it that has a colour. */
function backgroundOf(element: HTMLElement): string {
  for (let one: HTMLElement | null = element; one; one = one.parentElement) {
    const { backgroundColor } = getComputedStyle(one)
    if (backgroundColor !== 'rgba(0, 0, 0, 0)' && backgroundColor !== 'transparent') return backgroundColor
  }
  return 'none'
}

/** What a page's body says for all: it is a plain element in the picture. */
function inheritFrom(body: HTMLElement, copy: HTMLElement): void {
  const style = getComputedStyle(body)
  for (const name of ['font-family', 'font-size', 'font-weight', 'line-height', 'color', 'letter-spacing', 'font-feature-settings', '-webkit-font-smoothing']) {
    copy.style.setProperty(name, style.getPropertyValue(name))
  }
}

/** The rules of the page that apply to the element, what is in it and what is around it. */
function rulesFor(element: HTMLElement): string {
  const around: Element[] = []
  for (let one: Element | null = element; one; one = one.parentElement) around.push(one)
  const applies = (selector: string): boolean => {
    const plain = selector.replace(/::[\w-]+(?:\([^)]*\))?/g, '').trim() || '*'
    try {
      return around.some((one) => one.matches(plain)) || element.querySelector(plain) !== null
    } catch {
      return false // One that only another browser knows.
    }
  }
  const texts: string[] = []
  const take = (rules: CSSRuleList): void => {
    for (const rule of rules) {
      if (rule instanceof CSSMediaRule) {
        if (matchMedia(rule.conditionText).matches) take(rule.cssRules)
      } else if (rule instanceof CSSStyleRule && applies(rule.selectorText)) texts.push(rule.cssText)
    }
  }
  for (const sheet of document.styleSheets) take(sheet.cssRules)
  return texts.join('\n')
}

/** The fonts that are in use, as data. */
async function fontsOf(element: HTMLElement): Promise<string> {
  const text = element.textContent ?? ''
  const wanted: CSSFontFaceRule[] = []
  for (const sheet of document.styleSheets) {
    for (const rule of sheet.cssRules) if (rule instanceof CSSFontFaceRule && covers(rule, text)) wanted.push(rule)
  }
  const faces = await Promise.all(wanted.map(faceAsData))
  return faces.join('\n')
}

/** Whether a face has a letter of the text, and is one of the two families of the page. */
function covers(rule: CSSFontFaceRule, text: string): boolean {
  const family = rule.style.getPropertyValue('font-family').replace(/["']/g, '')
  if (!/^(Inter|JetBrains Mono) Variable$/.test(family)) return false
  const ranges = rule.style
    .getPropertyValue('unicode-range')
    .split(',')
    .map((range) => /U\+([0-9A-F?]+)(?:-([0-9A-F]+))?/i.exec(range.trim()))
    .flatMap((match) => (match ? [[parseInt(match[1]!.replaceAll('?', '0'), 16), parseInt(match[2] ?? match[1]!.replaceAll('?', 'F'), 16)] as const] : []))
  if (ranges.length === 0) return true
  for (const letter of text) {
    const code = letter.codePointAt(0) ?? 0
    if (ranges.some(([from, to]) => code >= from && code <= to)) return true
  }
  return false
}

async function faceAsData(rule: CSSFontFaceRule): Promise<string> {
  const address = /url\(["']?([^"')]+)["']?\)/.exec(rule.style.getPropertyValue('src'))?.[1]
  if (!address) return ''
  const base = rule.parentStyleSheet?.href ?? location.href
  const blob = await (await fetch(new URL(address, base))).blob()
  const data = await new Promise<string>((resolve, reject) => {
    const reader = new FileReader()
    reader.addEventListener('load', () => resolve(String(reader.result)))
    reader.addEventListener('error', () => reject(reader.error ?? new Error('a font could not be read')))
    reader.readAsDataURL(blob)
  })
  const { style } = rule
  const said = ['font-family', 'font-style', 'font-weight', 'unicode-range'].map((name) => `${name}:${style.getPropertyValue(name)}`)
  return `@font-face{${said.filter((one) => !one.endsWith(':')).join(';')};src:url(${data})}`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}

/** Characters that no XML may have, however they are written. */
function withoutControls(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '\uFFFD')
}
