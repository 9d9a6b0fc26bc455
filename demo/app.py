"""The page from a checkout or a hosted space: `python demo/app.py`; installed: `mujaz serve`."""

from mujaz.demo.app import serve

if __name__ == "__main__":
    serve()
