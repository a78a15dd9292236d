"""XML elements in one expression each, and files of them."""

from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from assistant.quiz.export.wording import plain


def node(tag: str, *content: Element | str, **attributes: str) -> Element:
    """An element with its content in order, texts between the elements where they stand."""
    element = Element(tag, {name: plain(value) for name, value in attributes.items()})
    for part in content:
        if isinstance(part, Element):
            element.append(part)
        elif len(element):
            element[-1].tail = (element[-1].tail or "") + plain(part)
        else:
            element.text = (element.text or "") + plain(part)
    return element


def xml_file(root: Element) -> bytes:
    return bytes(ElementTree.tostring(root, encoding="UTF-8", xml_declaration=True)) + b"\n"
