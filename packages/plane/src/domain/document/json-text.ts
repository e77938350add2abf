import { badContent } from './content-error.ts'

/** How deep objects and lists may stand in each other. */
export const depthMax = 50

/** Throws `document-content.invalid` for a name that must not be one. */
export function checkMemberName(name: string, siblings: Set<string>): void {
  if (name === '__proto__') throw badContent('The name __proto__ is not allowed.')
  if (siblings.has(name)) throw badContent(`The name ${name.slice(0, 100)} stands twice in one object.`)
  siblings.add(name)
}

const token = /"(?:[^"\\]|\\.)*"|[{}[\]:]/g

/** Looks for what JSON.parse lets pass: depth without bound and names that stand twice. The text is valid JSON. */
export function checkJsonText(text: string): void {
  const open: (Set<string> | undefined)[] = []
  let last = ''
  for (const [found] of text.matchAll(token)) {
    if (found === '{') open.push(new Set())
    else if (found === '[') open.push(undefined)
    else if (found === '}' || found === ']') open.pop()
    else if (found === ':') checkMemberName(JSON.parse(last) as string, open.at(-1)!)
    if (open.length > depthMax) throw badContent(`Objects and lists stand in each other deeper than ${depthMax}.`)
    last = found
  }
}
