// What may be followed with a click, and what may be called a language.

const LINK = /^https?:\/\/[^\s<>"'`\\\x00-\x20\x7f]+$/i;
const LANGUAGE = /^[a-z]{2,3}(-[a-z0-9]{2,8})*$/i;

/** The address if it is http or https and holds nothing odd. */
export const link = (url: string | undefined): string | undefined => (url && LINK.test(url) ? url : undefined);

export const language = (code: string | undefined): string | undefined =>
  code && LANGUAGE.test(code) ? code : undefined;
