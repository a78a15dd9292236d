import inspect

from assistant.web.gradio_import import gr


def test_gradio_works_and_the_library_that_it_asked_is_itself_again() -> None:
    assert inspect.getfile(gr.Textbox).endswith("textbox.py")
    assert hasattr(gr.Textbox, "submit")
