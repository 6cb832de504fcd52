/**
 * Whether a text is of a form in which `*` stands for any characters, none among them, and `?` for one. In time that the
 * product of both lengths bounds, whatever they are: patterns come from users, and texts from logs.
 */
export function matches(pattern: string, text: string): boolean {
  let at = 0;
  let place = 0;
  // Where the last star stands, and up to where of the text it reaches so far.
  let star = -1;
  let reach = 0;
  while (at < text.length) {
    const code = pattern.charCodeAt(place);
    if (place < pattern.length && code === STAR) {
      star = place++;
      reach = at;
    } else if (place < pattern.length && (code === ANY || code === text.charCodeAt(at))) {
      place++;
      at++;
    } else if (star >= 0) {
      place = star + 1;
      at = ++reach;
    } else return false;
  }
  while (pattern.charCodeAt(place) === STAR) place++;
  return place === pattern.length;
}

const STAR = 42;
const ANY = 63;
