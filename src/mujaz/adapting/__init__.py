"""Going on with the training of a translator: the model in torch, its batches, its exchange format.

Nothing here is imported by `import mujaz`; torch is needed (`pip install 'mujaz[train]'`).
"""
