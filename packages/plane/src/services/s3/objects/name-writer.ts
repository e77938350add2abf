/** How a listing writes keys: as they are, or encoded for those whose XML cannot hold every character. */
export function nameWriter(encodingType: string | undefined): (text: string) => string {
  return encodingType === 'url' ? encodeName : text => text
}

/** As forms are encoded, but for slashes. */
function encodeName(text: string): string {
  return encodeURIComponent(text.toWellFormed())
    .replaceAll('%2F', '/')
    .replaceAll('%20', '+')
    .replace(/[!'()~]/g, character => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
}
