/** What a term of the glossary is. */
import * as v from 'valibot'

const words = v.pipe(v.string(), v.minLength(1))

export const TermSchema = v.object({
  /** Never changes: `method-to-typeid`. */
  id: v.pipe(v.string(), v.regex(/^[a-z][a-z0-9-]*$/)),
  /** As it is written: `method_to_typeid`, `#PROXY`, `refcount`. */
  term: words,
  /** Whether it is a word of programs or of the wire, and shown as code. */
  code: v.optional(v.boolean(), false),
  /** What else somebody may look for: another spelling, Python's or ours. */
  also: v.optional(v.array(words), []),
  /** What it is: one or two plain sentences, inline Markdown. */
  text: v.pipe(v.string(), v.minLength(20), v.maxLength(330)),
  /** Id of the lesson that teaches it. */
  lesson: words,
  /** False where no lesson says the word itself: then it is the lesson that comes closest. */
  taught: v.optional(v.boolean(), true),
  /** Its pages in the reference, most important first: `managers.BaseManager`, of a member `managers.BaseManager#start`. */
  api: v.array(v.pipe(v.string(), v.regex(/^[a-z-]+\.\w+(?:#[^#]+)?$/))),
  /** Its frames: a filter of the frames, and what it lets through. Or why there are none. */
  frames: v.union([
    v.object({
      filter: words,
      /** `The answers of the server`, without a full stop. */
      words,
      /** No program of the lessons causes one as it is given: somebody has to do something for it first. */
      unseen: v.optional(v.boolean(), false),
    }),
    v.object({ none: words }),
  ]),
  /** Ids of terms to read next. */
  see: v.optional(v.array(v.string()), []),
})
export type Term = v.InferOutput<typeof TermSchema>
export type TermInput = v.InferInput<typeof TermSchema>

/** @throws Error that names the term and the field, when a term is not what it must be */
export function defineTerms(terms: readonly TermInput[]): readonly Term[] {
  const known = new Set(terms.map(({ id }) => id))
  if (known.size !== terms.length) throw new Error(`two terms have the same id: ${terms.map(({ id }) => id).find((id, at, all) => all.indexOf(id) !== at)}`)
  return terms.map((term) => {
    const result = v.safeParse(TermSchema, term)
    if (!result.success) {
      const issue = result.issues[0]
      throw new Error(`term ${term.id}: ${v.getDotPath(issue) ?? 'the term'}: ${issue.message}`)
    }
    const unknown = result.output.see.find((id) => !known.has(id) || id === term.id)
    if (unknown !== undefined) throw new Error(`term ${term.id}: see: expected the id of another term, got ${unknown}`)
    return result.output
  })
}
