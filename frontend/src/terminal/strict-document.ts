/**
 * The page's document as xterm.js may see it. xterm writes its colours and sizes into `<style>` elements and `style`
 * attributes, which our content security policy forbids. The elements made here take the same text by ways that the
 * policy allows: constructed style sheets and the style object.
 */
export function strictDocument(real: Document): Document {
    const createElement = (tag: string, options?: ElementCreationOptions): HTMLElement => {
        if (tag.toLowerCase() === 'style') {
            return sheetElement(real);
        }
        const element = real.createElement(tag, options);
        element.setAttribute = setAttribute;
        return element;
    };
    return new Proxy(real, {
        get(target, property) {
            if (property === 'createElement') {
                return createElement;
            }
            const value: unknown = Reflect.get(target, property, target);
            return typeof value === 'function' ? (value as (...args: unknown[]) => unknown).bind(target) : value;
        },
        set: (target, property, value) => Reflect.set(target, property, value, target),
    });
}

function setAttribute(this: HTMLElement, name: string, value: string): void {
    if (name === 'style') {
        this.style.cssText = value;
    } else {
        Element.prototype.setAttribute.call(this, name, value);
    }
}

/** An element that stands where a `<style>` would, with a constructed sheet behind it. */
function sheetElement(real: Document): HTMLElement {
    const element = real.createElement('style');
    const sheet = new CSSStyleSheet();
    real.adoptedStyleSheets.push(sheet);
    Object.defineProperty(element, 'textContent', {
        get: () => '',
        set: (text: string) => { sheet.replaceSync(text); },
    });
    element.remove = () => {
        real.adoptedStyleSheets = real.adoptedStyleSheets.filter((other) => other !== sheet);
        Element.prototype.remove.call(element);
    };
    return element;
}
