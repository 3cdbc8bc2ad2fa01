export interface Program {
  readonly script: string;
  readonly compileCache: string;
  readonly folder: string | null;
  readonly why: string | null;
}
export function findProgram(how: { readonly build: boolean }): Program;
export function holdProgram(program: Program, pid: number | undefined): () => void;
