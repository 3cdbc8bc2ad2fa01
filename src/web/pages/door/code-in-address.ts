/** The code that stands behind the # of the address; browsers keep it to themselves. Empty when there is none. */
export const codeInAddress = (): string => decodeURIComponent(location.hash.slice(1));
