import { parseAnsi } from '../logs/ansi';
import { styled } from '../logs/styled';

/** What a page shows of one step; the record keeps about as much. */
const MOST_CHARACTERS = 600_000;

/** Colours the output of a step that the server wrote. */
export function mount(element: HTMLElement): undefined {
    new BuildLog(element).restart(element.textContent);
    return undefined;
}

/** The output of a step as a terminal would show it. Stays at its end while it grows, unless somebody has scrolled up. */
export class BuildLog {
    private tail = '';
    private written = 0;

    constructor(private readonly element: HTMLElement) {}

    restart(text = ''): void {
        this.element.replaceChildren();
        this.tail = '';
        this.written = 0;
        this.append(text);
    }

    append(text: string): void {
        if (this.written > MOST_CHARACTERS || text === '') {
            return;
        }
        this.written += text.length;
        const atEnd = this.element.scrollHeight - this.element.scrollTop - this.element.clientHeight < 8;
        // The last line may go on, so it is drawn again with what comes.
        if (this.tail !== '') {
            this.element.lastElementChild?.remove();
        }
        const lines = (this.tail + text).split('\n');
        this.tail = lines.at(-1) ?? '';
        lines.forEach((line, i) => {
            const last = i === lines.length - 1;
            if (!last || line !== '') {
                this.element.append(this.draw(last ? line : `${line}\n`));
            }
        });
        if (atEnd) {
            this.element.scrollTop = this.element.scrollHeight;
        }
    }

    private draw(line: string): HTMLElement {
        const element = document.createElement('span');
        for (const segment of parseAnsi(line)) {
            const part = styled(segment.style);
            part.textContent = segment.text;
            element.append(part);
        }
        return element;
    }
}
