/** Markdown of lessons as HTML: code as chips, nothing else than words, lists, tables and links. Cleaned before it is shown. */
import DOMPurify from 'dompurify'
import MarkdownIt from 'markdown-it'
import type { Language } from '../../contract/host.ts'
import { attempt } from '../commands.ts'
import { theHost } from '../link.ts'

const reader = new MarkdownIt({ html: false, linkify: false, typographer: true })
reader.renderer.rules['code_inline'] = (tokens, index) => `<code class="code">${reader.utils.escapeHtml(tokens[index]?.content ?? '')}</code>`

const ALLOWED = {
  ALLOWED_TAGS: ['p', 'strong', 'em', 'code', 'ul', 'ol', 'li', 'a', 'h1', 'h2', 'h3', 'pre', 'br', 'span', 'table', 'thead', 'tbody', 'tr', 'th', 'td'],
  ALLOWED_ATTR: ['class', 'href'],
  ALLOWED_URI_REGEXP: /^https:/,
}

function clean(html: string): string {
  return DOMPurify.sanitize(html, ALLOWED)
}

interface Props {
  readonly text: string
  readonly class?: string
}

/** Paragraphs and lists. */
export function Prose({ text, class: className }: Props) {
  return <div class={className} onClick={follow} dangerouslySetInnerHTML={{ __html: clean(reader.render(text)) }} />
}

/** One line without a paragraph around it. */
export function Inline({ text, class: className }: Props) {
  return <span class={className} onClick={follow} dangerouslySetInnerHTML={{ __html: clean(reader.renderInline(text)) }} />
}

/** A link leaves through the host, which opens only addresses on its list. */
function follow(event: MouseEvent): void {
  const link = (event.target as Element).closest('a')
  if (!link) return
  event.preventDefault()
  attempt(async () => void (await theHost().openExternal({ url: link.href })))
}

export const ENDING: Readonly<Record<Language, string>> = { typescript: '.ts', python: '.py' }
