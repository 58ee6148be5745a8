import { paintLine } from './paint';
import { Tokenizer } from './tokens';

/** Colours a Dockerfile that the server wrote, one `.code-line` a line. Without it the text is the same, only plain. */
export function mount(element: HTMLElement): undefined {
    const tokenizer = new Tokenizer();
    element.querySelectorAll<HTMLElement>('.code-line').forEach((line) => {
        paintLine(line, (line.textContent).replace(/\n$/, ''), tokenizer);
        line.append('\n');
    });
    return undefined;
}
